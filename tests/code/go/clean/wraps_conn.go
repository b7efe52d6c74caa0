package main

import (
	"bufio"
	"net"
	"time"
)

type client struct {
	conn net.Conn
	r    *bufio.Reader
}

func dial(addr string) (*client, error) {
	c, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return nil, err
	}
	return &client{conn: c, r: bufio.NewReader(c)}, nil
}

func (c *client) Close() error { return c.conn.Close() }

func (c *client) ask(q string) (string, error) {
	c.conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := c.conn.Write([]byte(q)); err != nil {
		return "", err
	}
	return c.r.ReadString('\n')
}
