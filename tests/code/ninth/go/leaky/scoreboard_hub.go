package board

import (
	"bufio"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"
)

// Hub feeds the LED boards along the track.
type Hub struct {
	mu     sync.Mutex
	boards map[string]net.Conn
	log    *slog.Logger
}

func NewHub(l *slog.Logger) *Hub {
	return &Hub{boards: make(map[string]net.Conn), log: l}
}

func (h *Hub) Serve(ln net.Listener) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			if ne, ok := err.(net.Error); ok && ne.Timeout() {
				continue
			}
			return err
		}
		go h.board(c)
	}
}

func (h *Hub) board(c net.Conn) {
	addr := c.RemoteAddr().String()

	h.mu.Lock()
	h.boards[addr] = c
	h.mu.Unlock()
	h.log.Info("board up", "addr", addr)

	sc := bufio.NewScanner(c)
	for {
		c.SetReadDeadline(time.Now().Add(90 * time.Second))
		if !sc.Scan() {
			break
		}
		h.log.Debug("board says", "addr", addr, "line", sc.Text())
	}
	h.log.Info("board down", "addr", addr, "err", sc.Err())

	h.mu.Lock()
	delete(h.boards, addr)
	h.mu.Unlock()
}

// Lap pushes a lap time to all boards; one that cannot keep up is thrown out.
func (h *Hub) Lap(car int, t time.Duration) {
	msg := fmt.Sprintf("LAP %d %.3f\n", car, t.Seconds())

	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.boards {
		c.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
		if _, err := c.Write([]byte(msg)); err != nil {
			// the reader sees the deadline and cleans up
			c.SetReadDeadline(time.Now())
		}
	}
}
