package billing

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

var ErrGivenUp = errors.New("billing: caller gave up")

type dialed struct {
	conn net.Conn
	err  error
}

// knock opens the connection and does the (slow) license greeting.
func knock(addr, license string) (net.Conn, error) {
	conn, err := net.DialTimeout("tcp", addr, 20*time.Second)
	if err != nil {
		return nil, err
	}
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := fmt.Fprintf(conn, "LICENSE %s\n", license); err != nil {
		conn.Close()
		return nil, err
	}
	var ok [3]byte
	if _, err := conn.Read(ok[:]); err != nil || ok[0] != 'O' {
		conn.Close()
		return nil, fmt.Errorf("license greeting: %q %v", ok, err)
	}
	conn.SetDeadline(time.Time{})
	return conn, nil
}

// Connect is what the handlers call; their contexts end after two seconds.
// The caller sets deadlines per exchange and closes the connection.
func Connect(ctx context.Context, addr, license string) (net.Conn, error) {
	ch := make(chan dialed, 1)
	go func() {
		c, err := knock(addr, license)
		ch <- dialed{c, err}
	}()

	select {
	case d := <-ch:
		if d.err != nil {
			return nil, fmt.Errorf("billing %s: %w", addr, d.err)
		}
		return d.conn, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %v", ErrGivenUp, ctx.Err())
	}
}
