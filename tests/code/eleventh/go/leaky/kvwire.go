package kvwire

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// Client speaks the session store's binary protocol:
// header (op, key length, value length), key+value, then one status byte.
type Client struct {
	mu   sync.Mutex
	conn *net.TCPConn
}

var ErrStatus = errors.New("kvwire: store refused")

func Dial(addr string) (*Client, error) {
	c, err := net.DialTimeout("tcp", addr, 2*time.Second)
	if err != nil {
		return nil, err
	}
	tc := c.(*net.TCPConn)
	if err := tc.SetNoDelay(false); err != nil {
		tc.Close()
		return nil, err
	}
	return &Client{conn: tc}, nil
}

func (c *Client) Put(key string, val []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn == nil {
		return net.ErrClosed
	}
	c.conn.SetDeadline(time.Now().Add(time.Second))

	var h [7]byte
	h[0] = 'P'
	binary.BigEndian.PutUint16(h[1:], uint16(len(key)))
	binary.BigEndian.PutUint32(h[3:], uint32(len(val)))
	if _, err := c.conn.Write(h[:]); err != nil {
		return c.broken(err)
	}
	if _, err := c.conn.Write(append([]byte(key), val...)); err != nil {
		return c.broken(err)
	}
	var st [1]byte
	if _, err := io.ReadFull(c.conn, st[:]); err != nil {
		return c.broken(err)
	}
	if st[0] != 0 {
		return ErrStatus
	}
	return nil
}

func (c *Client) broken(err error) error {
	c.conn.Close()
	c.conn = nil
	return err
}

func (c *Client) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn == nil {
		return nil
	}
	err := c.conn.Close()
	c.conn = nil
	return err
}
