package kv

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
)

type Conn struct {
	c  *net.TCPConn
	br *bufio.Reader
}

func Open(addr string) (*Conn, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	tc := c.(*net.TCPConn)
	if err := tc.SetNoDelay(false); err != nil {
		tc.Close()
		return nil, err
	}
	return &Conn{c: tc, br: bufio.NewReader(tc)}, nil
}

func (c *Conn) Get(key string) ([]byte, error) {
	var hdr [5]byte
	hdr[0] = 'G'
	binary.BigEndian.PutUint32(hdr[1:], uint32(len(key)))
	if _, err := c.c.Write(hdr[:]); err != nil {
		return nil, err
	}
	if _, err := io.WriteString(c.c, key); err != nil {
		return nil, err
	}
	var n [4]byte
	if _, err := io.ReadFull(c.br, n[:]); err != nil {
		return nil, err
	}
	val := make([]byte, binary.BigEndian.Uint32(n[:]))
	_, err := io.ReadFull(c.br, val)
	return val, err
}

func (c *Conn) Close() error { return c.c.Close() }
