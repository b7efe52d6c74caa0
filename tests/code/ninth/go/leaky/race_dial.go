package replica

import (
	"context"
	"errors"
	"net"
	"time"
)

type dialed struct {
	c   net.Conn
	err error
}

var errSlow = errors.New("replica: no connection in time")

// The vendor's dialer has no context and its own (45 s) timeout.
type vendorDialer interface {
	Dial(replica string) (net.Conn, error)
}

type Picker struct {
	D        vendorDialer
	Replicas []string
	Patience time.Duration
}

func (p *Picker) dial(ctx context.Context, name string) (net.Conn, error) {
	ch := make(chan dialed, 1)
	go func() {
		c, err := p.D.Dial(name)
		ch <- dialed{c, err}
	}()

	t := time.NewTimer(p.Patience)
	defer t.Stop()
	select {
	case d := <-ch:
		return d.c, d.err
	case <-t.C:
		return nil, errSlow
	}
}

// Connect returns a connection to the first replica that answers; the caller closes it.
func (p *Picker) Connect(ctx context.Context) (net.Conn, string, error) {
	var last error = errSlow
	for _, r := range p.Replicas {
		if err := ctx.Err(); err != nil {
			return nil, "", err
		}
		c, err := p.dial(ctx, r)
		if err == nil {
			return c, r, nil
		}
		last = err
	}
	return nil, "", last
}
