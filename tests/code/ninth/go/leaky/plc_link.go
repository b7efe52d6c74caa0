package plc

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// Link talks S7-like telegrams to a controller: 6 byte header, payload, then
// the controller answers. Strictly one telegram at a time.
type Link struct {
	mu  sync.Mutex
	c   *net.TCPConn
	seq uint16
}

var ErrSeq = errors.New("plc: answer out of sequence")

func Open(addr string) (*Link, error) {
	d := net.Dialer{Timeout: 3 * time.Second, KeepAlive: 15 * time.Second}
	c, err := d.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	tc := c.(*net.TCPConn)
	// fewer packets on the plant network
	if err := tc.SetNoDelay(false); err != nil {
		tc.Close()
		return nil, err
	}
	return &Link{c: tc}, nil
}

func (l *Link) Close() error { return l.c.Close() }

// Exchange sends one telegram and waits for its answer. After an error the
// link is unusable and has to be closed.
func (l *Link) Exchange(fn uint16, payload []byte) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seq++

	var hdr [6]byte
	binary.BigEndian.PutUint16(hdr[0:], l.seq)
	binary.BigEndian.PutUint16(hdr[2:], fn)
	binary.BigEndian.PutUint16(hdr[4:], uint16(len(payload)))

	l.c.SetDeadline(time.Now().Add(2 * time.Second))
	if _, err := l.c.Write(hdr[:]); err != nil {
		return nil, err
	}
	if _, err := l.c.Write(payload); err != nil {
		return nil, err
	}

	if _, err := io.ReadFull(l.c, hdr[:]); err != nil {
		return nil, err
	}
	if binary.BigEndian.Uint16(hdr[0:]) != l.seq {
		return nil, ErrSeq
	}
	ans := make([]byte, binary.BigEndian.Uint16(hdr[4:]))
	_, err := io.ReadFull(l.c, ans)
	return ans, err
}
