// Package memc is a minimal memcached client for the price cache.
package memc

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

var ErrMiss = errors.New("memc: miss")

type link struct {
	net.Conn
	rw   *bufio.ReadWriter
	last time.Time
}

type Pool struct {
	addr string
	idle chan *link
	sem  chan struct{}
}

func NewPool(addr string, n int) *Pool {
	return &Pool{addr: addr, idle: make(chan *link, n), sem: make(chan struct{}, n)}
}

func (p *Pool) get() (*link, error) {
	p.sem <- struct{}{}
	for {
		select {
		case l := <-p.idle:
			if time.Since(l.last) > 45*time.Second {
				l.Close()
				continue
			}
			return l, nil
		default:
			c, err := net.DialTimeout("tcp", p.addr, time.Second)
			if err != nil {
				<-p.sem
				return nil, err
			}
			return &link{Conn: c, rw: bufio.NewReadWriter(bufio.NewReader(c), bufio.NewWriter(c))}, nil
		}
	}
}

func (p *Pool) put(l *link, err error) {
	defer func() { <-p.sem }()
	if err != nil && !errors.Is(err, ErrMiss) {
		l.Close()
		return
	}
	l.last = time.Now()
	select {
	case p.idle <- l:
	default:
		l.Close()
	}
}

func (p *Pool) Get(key string) (val []byte, err error) {
	if strings.ContainsAny(key, " \r\n") || len(key) > 250 {
		return nil, fmt.Errorf("memc: bad key %q", key)
	}
	l, err := p.get()
	if err != nil {
		return nil, err
	}
	defer func() { p.put(l, err) }()

	l.SetDeadline(time.Now().Add(500 * time.Millisecond))
	fmt.Fprintf(l.rw, "get %s\r\n", key)
	if err = l.rw.Flush(); err != nil {
		return nil, err
	}
	head, err := l.rw.ReadString('\n')
	if err != nil {
		return nil, err
	}
	if head == "END\r\n" {
		return nil, ErrMiss
	}
	var k string
	var flags, n int
	if _, err = fmt.Sscanf(head, "VALUE %s %d %d", &k, &flags, &n); err != nil {
		return nil, err
	}
	buf := make([]byte, n+2+5) // data CRLF END CRLF
	if _, err = io.ReadFull(l.rw, buf); err != nil {
		return nil, err
	}
	return buf[:n], nil
}
