package quotes

import (
	"net"
	"sync"
	"time"
)

// Link is one upstream market data line shared by every subscriber of the same
// venue. It is dialled by the first and hung up by the last.
type Link struct {
	venue string
	conn  net.Conn
	refs  int
	owner *Registry
}

type Registry struct {
	mu    sync.Mutex
	links map[string]*Link
	dial  func(venue string) (net.Conn, error)
}

func NewRegistry(addrOf func(string) string) *Registry {
	return &Registry{
		links: map[string]*Link{},
		dial: func(v string) (net.Conn, error) {
			return net.DialTimeout("tcp", addrOf(v), 3*time.Second)
		},
	}
}

func (r *Registry) Acquire(venue string) (*Link, error) {
	r.mu.Lock()
	if l := r.links[venue]; l != nil {
		l.refs++
		r.mu.Unlock()
		return l, nil
	}
	r.mu.Unlock()

	c, err := r.dial(venue)
	if err != nil {
		return nil, err
	}

	r.mu.Lock()
	defer r.mu.Unlock()
	if l := r.links[venue]; l != nil {
		// somebody was faster
		c.Close()
		l.refs++
		return l, nil
	}
	l := &Link{venue: venue, conn: c, refs: 1, owner: r}
	r.links[venue] = l
	return l, nil
}

// Release must be called once for every Acquire.
func (l *Link) Release() error {
	l.owner.mu.Lock()
	defer l.owner.mu.Unlock()
	l.refs--
	if l.refs > 0 {
		return nil
	}
	if l.owner.links[l.venue] == l {
		delete(l.owner.links, l.venue)
	}
	return l.conn.Close()
}

// Next reads one fixed size tick; the venue sends a heartbeat every second.
func (l *Link) Next(buf []byte) (int, error) {
	l.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	n, err := l.conn.Read(buf)
	if err != nil {
		l.owner.mu.Lock()
		if l.owner.links[l.venue] == l {
			// later subscribers shall dial afresh; the present ones still release
			delete(l.owner.links, l.venue)
		}
		l.owner.mu.Unlock()
	}
	return n, err
}
