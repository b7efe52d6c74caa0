package plc

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// Conn to the bottling line controller. Requests are strictly serial.
// TCP_NODELAY is on, as Go has it.
type Conn struct {
	mu      sync.Mutex
	addr    string
	c       net.Conn
	timeout time.Duration
}

func New(addr string) *Conn { return &Conn{addr: addr, timeout: 1500 * time.Millisecond} }

func (p *Conn) drop() {
	if p.c != nil {
		p.c.Close()
		p.c = nil
	}
}

func (p *Conn) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.drop()
}

func (p *Conn) ReadDB(db, off, n uint16) (data []byte, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.c == nil {
		if p.c, err = net.DialTimeout("tcp", p.addr, p.timeout); err != nil {
			p.c = nil
			return nil, err
		}
	}
	defer func() {
		if err != nil {
			p.drop() // answer may come late, don't mix it up with the next one
		}
	}()
	if err = p.c.SetDeadline(time.Now().Add(p.timeout)); err != nil {
		return nil, err
	}
	req := make([]byte, 8)
	req[0], req[1] = 0x32, 0x04
	binary.BigEndian.PutUint16(req[2:], db)
	binary.BigEndian.PutUint16(req[4:], off)
	binary.BigEndian.PutUint16(req[6:], n)
	if _, err = p.c.Write(req); err != nil {
		return nil, err
	}
	var head [4]byte
	if _, err = io.ReadFull(p.c, head[:]); err != nil {
		return nil, err
	}
	if head[1] != 0 {
		err = fmt.Errorf("plc: DB%d.%d: code %#x", db, off, head[1])
		return nil, err
	}
	data = make([]byte, binary.BigEndian.Uint16(head[2:]))
	_, err = io.ReadFull(p.c, data)
	return data, err
}
