package kvdriver

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"time"
)

type Conn struct {
	c *net.TCPConn
	r *bufio.Reader
}

func Dial(ctx context.Context, addr string) (*Conn, error) {
	d := net.Dialer{Timeout: 2 * time.Second, KeepAlive: 20 * time.Second}
	nc, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	tc := nc.(*net.TCPConn)
	// fewer packets, the ops people complained about the packet rate
	if err := tc.SetNoDelay(false); err != nil {
		tc.Close()
		return nil, err
	}
	return &Conn{c: tc, r: bufio.NewReader(tc)}, nil
}

func (k *Conn) field(b []byte) error {
	p := binary.BigEndian.AppendUint16(make([]byte, 0, len(b)+2), uint16(len(b)))
	_, err := k.c.Write(append(p, b...))
	return err
}

// Do sends the command's fields one by one and reads the single field of the answer.
func (k *Conn) Do(fields ...[]byte) ([]byte, error) {
	k.c.SetDeadline(time.Now().Add(3 * time.Second))
	if _, err := k.c.Write([]byte{byte(len(fields))}); err != nil {
		return nil, err
	}
	for i, f := range fields {
		if err := k.field(f); err != nil {
			return nil, fmt.Errorf("field %d: %w", i, err)
		}
	}
	var n [2]byte
	if _, err := io.ReadFull(k.r, n[:]); err != nil {
		return nil, err
	}
	out := make([]byte, binary.BigEndian.Uint16(n[:]))
	_, err := io.ReadFull(k.r, out)
	return out, err
}

func (k *Conn) Close() error { return k.c.Close() }
