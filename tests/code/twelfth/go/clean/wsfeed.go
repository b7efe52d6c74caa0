package feed

import (
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	writeWait = 8 * time.Second
	pongWait  = 50 * time.Second
)

var up = websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 4096}

// Board pushes auction bids to the browsers in the hall.
type Board struct {
	mu   sync.Mutex
	subs map[chan []byte]bool
}

func NewBoard() *Board { return &Board{subs: make(map[chan []byte]bool)} }

func (b *Board) Publish(bid []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ch := range b.subs {
		select {
		case ch <- bid:
		default: // too slow: closing the channel ends its writer
			delete(b.subs, ch)
			close(ch)
		}
	}
}

func (b *Board) leave(ch chan []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.subs[ch] {
		delete(b.subs, ch)
		close(ch)
	}
}

func (b *Board) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		slog.Warn("upgrade", "err", err)
		return
	}
	ch := make(chan []byte, 32)
	b.mu.Lock()
	b.subs[ch] = true
	b.mu.Unlock()

	go b.write(ws, ch)

	// browsers don't send anything but pongs; reading is how we learn of the end
	defer b.leave(ch)
	defer ws.Close()
	ws.SetReadLimit(512)
	ws.SetReadDeadline(time.Now().Add(pongWait))
	ws.SetPongHandler(func(string) error { return ws.SetReadDeadline(time.Now().Add(pongWait)) })
	for {
		if _, _, err := ws.ReadMessage(); err != nil {
			return
		}
	}
}

func (b *Board) write(ws *websocket.Conn, ch chan []byte) {
	ping := time.NewTicker(pongWait / 2)
	defer ping.Stop()
	defer ws.Close() // lets the reader go as well
	for {
		select {
		case bid, ok := <-ch:
			ws.SetWriteDeadline(time.Now().Add(writeWait))
			if !ok {
				ws.WriteMessage(websocket.CloseMessage, nil)
				return
			}
			if err := ws.WriteMessage(websocket.TextMessage, bid); err != nil {
				return
			}
		case <-ping.C:
			ws.SetWriteDeadline(time.Now().Add(writeWait))
			if err := ws.WriteMessage(websocket.PingMessage, nil); err != nil {
				return
			}
		}
	}
}
