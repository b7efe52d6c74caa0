package main

import "net"

type counting struct {
	net.Listener
	n int
}

type countedConn struct {
	net.Conn
	l *counting
}

func (l *counting) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.n++
	return &countedConn{Conn: c, l: l}, nil
}

func (c *countedConn) Close() error {
	c.l.n--
	return c.Conn.Close()
}
