package pitwall

import (
	"bufio"
	"net"
	"sync"
	"time"
)

// Wall distributes timing lines to engineers' laptops.
type Wall struct {
	mu   sync.Mutex
	subs map[*sub]struct{}
}

type sub struct {
	c    net.Conn
	q    chan string
	once sync.Once
}

func New() *Wall { return &Wall{subs: make(map[*sub]struct{})} }

func (w *Wall) Add(c net.Conn) {
	s := &sub{c: c, q: make(chan string, 256)}
	w.mu.Lock()
	w.subs[s] = struct{}{}
	w.mu.Unlock()
	go w.reader(s)
	go w.writer(s)
}

func (w *Wall) remove(s *sub) {
	s.once.Do(func() {
		w.mu.Lock()
		delete(w.subs, s)
		close(s.q)
		w.mu.Unlock()
		s.c.Close()
	})
}

// reader only notices that the laptop is gone
func (w *Wall) reader(s *sub) {
	defer w.remove(s)
	var b [256]byte
	for {
		if _, err := s.c.Read(b[:]); err != nil {
			return
		}
	}
}

func (w *Wall) writer(s *sub) {
	defer w.remove(s)
	bw := bufio.NewWriter(s.c)
	for line := range s.q {
		s.c.SetWriteDeadline(time.Now().Add(2 * time.Second))
		bw.WriteString(line)
		bw.WriteByte('\n')
		if len(s.q) == 0 {
			if bw.Flush() != nil {
				return
			}
		}
	}
}

func (w *Wall) Publish(line string) {
	var slow []*sub
	w.mu.Lock()
	for s := range w.subs {
		select {
		case s.q <- line:
		default:
			slow = append(slow, s)
		}
	}
	w.mu.Unlock()
	for _, s := range slow {
		w.remove(s)
	}
}
