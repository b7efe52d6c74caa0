package pacs

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// Peer keeps one association to the archive and makes it anew after failures.
type Peer struct {
	Addr string

	mu   sync.Mutex
	conn net.Conn
	id   uint16
}

var errShort = errors.New("pacs: answer does not fit the request")

func (p *Peer) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.drop()
}

func (p *Peer) drop() error {
	if p.conn == nil {
		return nil
	}
	err := p.conn.Close()
	p.conn = nil
	return err
}

func (p *Peer) Echo() (rtt time.Duration, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn == nil {
		if p.conn, err = net.DialTimeout("tcp", p.Addr, 4*time.Second); err != nil {
			p.conn = nil
			return 0, fmt.Errorf("pacs: %w", err)
		}
	}
	defer func() {
		if err != nil {
			p.drop()
		}
	}()
	start := time.Now()
	if err = p.conn.SetDeadline(start.Add(3 * time.Second)); err != nil {
		return 0, err
	}
	p.id++
	var msg [6]byte
	binary.BigEndian.PutUint32(msg[:], 2)
	binary.BigEndian.PutUint16(msg[4:], p.id)
	if _, err = p.conn.Write(msg[:]); err != nil {
		return 0, err
	}
	if _, err = io.ReadFull(p.conn, msg[:]); err != nil {
		return 0, err
	}
	if binary.BigEndian.Uint16(msg[4:]) != p.id {
		return 0, errShort
	}
	return time.Since(start), nil
}
