package upstream

import (
	"context"
	"net"
	"time"
)

type dialed struct {
	conn net.Conn
	err  error
	from string
}

// FirstOf connects to all replicas of the pricing engine at once and
// returns whichever answers first.
func FirstOf(ctx context.Context, addrs []string) (net.Conn, string, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()

	results := make(chan dialed, len(addrs))
	for _, a := range addrs {
		a := a
		go func() {
			var d net.Dialer
			c, err := d.DialContext(ctx, "tcp", a)
			results <- dialed{c, err, a}
		}()
	}

	var last error
	for range addrs {
		r := <-results
		if r.err != nil {
			last = r.err
			continue
		}
		return r.conn, r.from, nil
	}
	return nil, "", last
}

// Price asks the engine over an established connection.
func Price(c net.Conn, sku string) (string, error) {
	c.SetDeadline(time.Now().Add(2 * time.Second))
	if _, err := c.Write([]byte("PRICE " + sku + "\n")); err != nil {
		return "", err
	}
	buf := make([]byte, 128)
	n, err := c.Read(buf)
	if err != nil {
		return "", err
	}
	return string(buf[:n]), nil
}
