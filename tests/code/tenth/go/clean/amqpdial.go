package broker

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"time"
)

var preface = []byte{'A', 'M', 'Q', 'P', 0, 0, 9, 1}

type Session struct {
	net.Conn
	serverProps []byte
}

// Dial tries the brokers in turn and gives the first one that answers our
// preface with connection.start.
func Dial(ctx context.Context, cfg *tls.Config, brokers ...string) (*Session, error) {
	var last error
	for _, b := range brokers {
		s, err := dialOne(ctx, cfg, b)
		if err == nil {
			return s, nil
		}
		last = fmt.Errorf("%s: %w", b, err)
		if ctx.Err() != nil {
			break
		}
	}
	return nil, last
}

func dialOne(ctx context.Context, cfg *tls.Config, addr string) (*Session, error) {
	ctx, cancel := context.WithTimeout(ctx, 6*time.Second)
	defer cancel()

	d := &tls.Dialer{NetDialer: &net.Dialer{KeepAlive: 30 * time.Second}, Config: cfg}
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	keep := false
	defer func() {
		if !keep {
			conn.Close()
		}
	}()

	if dl, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(dl); err != nil {
			return nil, err
		}
	}
	if _, err := conn.Write(preface); err != nil {
		return nil, err
	}
	head := make([]byte, 7)
	if _, err := io.ReadFull(conn, head); err != nil {
		return nil, err
	}
	if bytes.HasPrefix(head, []byte("AMQP")) {
		return nil, fmt.Errorf("broker speaks another version: % x", head[4:])
	}
	n := int(head[3])<<24 | int(head[4])<<16 | int(head[5])<<8 | int(head[6])
	if head[0] != 1 || n < 4 || n > 128<<10 {
		return nil, fmt.Errorf("odd first frame: % x", head)
	}
	payload := make([]byte, n+1)
	if _, err := io.ReadFull(conn, payload); err != nil {
		return nil, err
	}
	if payload[n] != 0xCE {
		return nil, fmt.Errorf("no frame end")
	}
	// the heartbeat loop sets its own deadlines from here on
	if err := conn.SetDeadline(time.Time{}); err != nil {
		return nil, err
	}
	keep = true
	return &Session{Conn: conn, serverProps: payload[:n]}, nil
}
