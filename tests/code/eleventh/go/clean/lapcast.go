package lapcast

import (
	"io"
	"log"
	"net"
	"sync"
	"time"
)

// Caster sends lap times to the commentators' screens. Each screen has its own
// writer goroutine and a short queue; whoever falls behind is disconnected.
type Caster struct {
	mu      sync.Mutex
	screens map[*screen]bool
}

type screen struct {
	conn net.Conn
	q    chan []byte
}

func New() *Caster { return &Caster{screens: map[*screen]bool{}} }

func (c *Caster) Add(conn net.Conn) {
	s := &screen{conn: conn, q: make(chan []byte, 32)}
	c.mu.Lock()
	c.screens[s] = true
	c.mu.Unlock()
	go c.writer(s)
	go func() {
		// screens never talk: this only ends when they leave
		io.Copy(io.Discard, conn)
		c.remove(s)
	}()
}

func (c *Caster) remove(s *screen) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.screens[s] {
		delete(c.screens, s)
		close(s.q)
	}
}

func (c *Caster) writer(s *screen) {
	defer s.conn.Close()
	for msg := range s.q {
		s.conn.SetWriteDeadline(time.Now().Add(2 * time.Second))
		if _, err := s.conn.Write(msg); err != nil {
			log.Printf("screen %v: %v", s.conn.RemoteAddr(), err)
			c.remove(s)
			return
		}
	}
}

func (c *Caster) Lap(line string) {
	msg := []byte(line + "\n")
	c.mu.Lock()
	defer c.mu.Unlock()
	for s := range c.screens {
		select {
		case s.q <- msg:
		default:
			log.Printf("screen %v lags", s.conn.RemoteAddr())
			delete(c.screens, s)
			close(s.q)
		}
	}
}
