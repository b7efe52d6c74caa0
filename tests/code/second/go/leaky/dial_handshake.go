package bus

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

type Client struct {
	conn net.Conn
	rd   *bufio.Reader
}

var errAuth = errors.New("bus: authentication refused")

func Dial(ctx context.Context, addr, user, token string) (*Client, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	rd := bufio.NewReader(conn)
	banner, err := rd.ReadString('\n')
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("banner: %w", err)
	}
	if !strings.HasPrefix(banner, "BUS/2") {
		conn.Close()
		return nil, fmt.Errorf("unexpected banner %q", banner)
	}
	if _, err := fmt.Fprintf(conn, "AUTH %s %s\n", user, token); err != nil {
		conn.Close()
		return nil, err
	}
	reply, err := rd.ReadString('\n')
	if err != nil {
		return nil, err
	}
	if reply != "OK\n" {
		conn.Close()
		return nil, errAuth
	}
	conn.SetDeadline(time.Time{})
	return &Client{conn: conn, rd: rd}, nil
}

func (c *Client) Close() error { return c.conn.Close() }
