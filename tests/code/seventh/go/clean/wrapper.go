package metered

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Listener counts and limits the connections of one tenant and stamps deadlines on them.
type Listener struct {
	net.Listener
	Idle  time.Duration
	slots chan struct{}
	rx    atomic.Int64
	tx    atomic.Int64
}

func Wrap(l net.Listener, max int, idle time.Duration) *Listener {
	return &Listener{Listener: l, Idle: idle, slots: make(chan struct{}, max)}
}

func (l *Listener) Accept() (net.Conn, error) {
	for {
		l.slots <- struct{}{}
		raw, err := l.Listener.Accept()
		if err != nil {
			<-l.slots
			return nil, err
		}
		c := &conn{Conn: raw, l: l}
		if tc, ok := raw.(*net.TCPConn); ok && tc.SetKeepAlivePeriod(30*time.Second) != nil {
			// reset before we got to it
			c.Close()
			continue
		}
		return c, nil
	}
}

type conn struct {
	net.Conn
	l    *Listener
	once sync.Once
}

func (c *conn) Read(b []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(c.l.Idle)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(b)
	c.l.rx.Add(int64(n))
	return n, err
}

func (c *conn) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.l.Idle)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Write(b)
	c.l.tx.Add(int64(n))
	return n, err
}

func (c *conn) Close() error {
	err := c.Conn.Close()
	c.once.Do(func() { <-c.l.slots })
	return err
}

// Traffic tells the bytes in and out since the start.
func (l *Listener) Traffic() (rx, tx int64) {
	return l.rx.Load(), l.tx.Load()
}
