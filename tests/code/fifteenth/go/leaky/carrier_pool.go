package carrier

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"time"
)

// Pool of connections to the carrier's booking host (reached through the
// customer's firewall). Bookings come in bursts, nothing at night.
type Pool struct {
	addr string
	free chan *link
	sem  chan struct{}
}

type link struct {
	net.Conn
	r *bufio.Reader
}

func NewPool(addr string, size int) *Pool {
	return &Pool{addr: addr, free: make(chan *link, size), sem: make(chan struct{}, size)}
}

func (p *Pool) get() (*link, error) {
	select {
	case l := <-p.free:
		return l, nil
	default:
	}
	d := net.Dialer{Timeout: 5 * time.Second, KeepAlive: -1}
	c, err := d.Dial("tcp", p.addr)
	if err != nil {
		return nil, err
	}
	return &link{Conn: c, r: bufio.NewReader(c)}, nil
}

// Book sends one booking and returns the carrier's reference.
func (p *Pool) Book(order string) (string, error) {
	p.sem <- struct{}{}
	defer func() { <-p.sem }()

	l, err := p.get()
	if err != nil {
		return "", err
	}
	l.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := fmt.Fprintf(l, "BOOK %s\n", order); err != nil {
		l.Close()
		return "", err
	}
	ans, err := l.r.ReadString('\n')
	if err != nil {
		l.Close()
		return "", err
	}
	l.SetDeadline(time.Time{})
	p.free <- l
	if len(ans) < 4 || ans[:3] != "OK " {
		return "", errors.New("carrier: " + ans)
	}
	return ans[3 : len(ans)-1], nil
}
