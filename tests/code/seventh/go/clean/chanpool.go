package memo

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

// A small memcached client; the sessions of the booking engine live there.

var errMiss = errors.New("memo: miss")

type link struct {
	net.Conn
	rw   *bufio.ReadWriter
	idle *time.Timer // closes the link unless stopped
}

type Pool struct {
	addr string
	idle chan *link
	sem  chan struct{}
}

func NewPool(addr string, n int) *Pool {
	return &Pool{addr, make(chan *link, n), make(chan struct{}, n)}
}

func (p *Pool) acquire() (*link, error) {
	p.sem <- struct{}{}
	for {
		select {
		case l := <-p.idle:
			if l.idle.Stop() {
				return l, nil
			}
		default:
			c, err := net.DialTimeout("tcp", p.addr, 500*time.Millisecond)
			if err != nil {
				<-p.sem
				return nil, err
			}
			return &link{Conn: c, rw: bufio.NewReadWriter(bufio.NewReader(c), bufio.NewWriter(c))}, nil
		}
	}
}

func (p *Pool) release(l *link, err error) {
	defer func() { <-p.sem }()
	if err != nil && !errors.Is(err, errMiss) {
		l.Close()
		return
	}
	l.idle = time.AfterFunc(20*time.Second, func() { l.Close() })
	select {
	case p.idle <- l:
	default:
		l.idle.Stop()
		l.Close()
	}
}

func (p *Pool) Get(key string) (val []byte, err error) {
	l, err := p.acquire()
	if err != nil {
		return nil, err
	}
	defer func() { p.release(l, err) }()

	if err = l.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return nil, err
	}
	fmt.Fprintf(l.rw, "get %s\r\n", key)
	if err = l.rw.Flush(); err != nil {
		return nil, err
	}
	head, err := l.rw.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(head, []byte("END")) {
		return nil, errMiss
	}
	f := bytes.Fields(head)
	if len(f) < 4 {
		return nil, fmt.Errorf("memo: strange answer %q", head)
	}
	n, err := strconv.Atoi(string(f[3]))
	if err != nil || n < 0 || n > 1<<20 {
		return nil, fmt.Errorf("memo: length %q", f[3])
	}
	val = make([]byte, n+len("\r\nEND\r\n"))
	if _, err = io.ReadFull(l.rw, val); err != nil {
		return nil, err
	}
	return val[:n], nil
}
