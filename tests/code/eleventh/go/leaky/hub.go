package matrix

import (
	"net"
	"sync"
	"time"

	"go.uber.org/zap"
)

// Hub pushes LED matrix frames to all walls in the building. Walls never send anything.
type Hub struct {
	mu    sync.Mutex
	walls map[string]net.Conn
	log   *zap.Logger
}

func NewHub(log *zap.Logger) *Hub {
	return &Hub{walls: make(map[string]net.Conn), log: log}
}

func (h *Hub) Join(c net.Conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := c.RemoteAddr().String()
	if old, ok := h.walls[key]; ok {
		old.Close()
	}
	h.walls[key] = c
	h.log.Info("wall joined", zap.String("wall", key), zap.Int("walls", len(h.walls)))
}

func (h *Hub) Push(frame []byte) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	sent := 0
	for key, c := range h.walls {
		_ = c.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
		if _, err := c.Write(frame); err != nil {
			h.log.Warn("wall dropped", zap.String("wall", key), zap.Error(err))
			delete(h.walls, key)
			continue
		}
		sent++
	}
	return sent
}

func (h *Hub) Run(frames <-chan []byte) {
	for f := range frames {
		h.Push(f)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for key, c := range h.walls {
		c.Close()
		delete(h.walls, key)
	}
}
