package auction

import (
	"bufio"
	"net"
	"sync"
	"time"
)

type bidder struct {
	conn net.Conn
	lot  string
}

// Hub knows every bidder that is online.
type Hub struct {
	mu      sync.Mutex
	bidders map[string]*bidder
	Bid     func(who, lot, line string)
}

func NewHub() *Hub { return &Hub{bidders: map[string]*bidder{}} }

// Join runs in its own goroutine per accepted connection.
func (h *Hub) Join(id, lot string, conn net.Conn) {
	h.mu.Lock()
	if old, ok := h.bidders[id]; ok {
		old.conn.Close()
	}
	me := &bidder{conn: conn, lot: lot}
	h.bidders[id] = me
	h.mu.Unlock()

	sc := bufio.NewScanner(conn)
	for {
		conn.SetReadDeadline(time.Now().Add(15 * time.Minute))
		if !sc.Scan() {
			break
		}
		h.Bid(id, lot, sc.Text())
	}

	h.mu.Lock()
	if h.bidders[id] == me {
		delete(h.bidders, id)
	}
	h.mu.Unlock()
}

// Announce tells everyone on a lot the current price.
func (h *Hub) Announce(lot, text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, b := range h.bidders {
		if b.lot != lot {
			continue
		}
		b.conn.SetWriteDeadline(time.Now().Add(time.Second))
		if _, err := b.conn.Write([]byte(text + "\n")); err != nil {
			b.conn.SetReadDeadline(time.Now()) // reader gives up
		}
	}
}
