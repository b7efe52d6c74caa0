package modbus

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// Master polls one PLC over Modbus/TCP.
type Master struct {
	mu   sync.Mutex
	c    *net.TCPConn
	txid uint16
	unit byte
}

func Dial(addr string, unit byte) (*Master, error) {
	nc, err := net.DialTimeout("tcp", addr, 3*time.Second)
	if err != nil {
		return nil, err
	}
	tc := nc.(*net.TCPConn)
	if err := tc.SetNoDelay(false); err != nil {
		tc.Close()
		return nil, err
	}
	tc.SetKeepAlive(true)
	tc.SetKeepAlivePeriod(20 * time.Second)
	return &Master{c: tc, unit: unit}, nil
}

func (m *Master) Close() error { return m.c.Close() }

// ReadHolding reads n holding registers beginning at addr.
func (m *Master) ReadHolding(addr, n uint16) ([]uint16, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.txid++

	var mbap [7]byte
	binary.BigEndian.PutUint16(mbap[0:], m.txid)
	binary.BigEndian.PutUint16(mbap[4:], 6)
	mbap[6] = m.unit
	var pdu [5]byte
	pdu[0] = 3
	binary.BigEndian.PutUint16(pdu[1:], addr)
	binary.BigEndian.PutUint16(pdu[3:], n)

	m.c.SetDeadline(time.Now().Add(2 * time.Second))
	if _, err := m.c.Write(mbap[:]); err != nil {
		return nil, err
	}
	if _, err := m.c.Write(pdu[:]); err != nil {
		return nil, err
	}

	var head [9]byte
	if _, err := io.ReadFull(m.c, head[:]); err != nil {
		return nil, err
	}
	if binary.BigEndian.Uint16(head[0:]) != m.txid {
		return nil, errors.New("modbus: transaction id mismatch")
	}
	if head[7]&0x80 != 0 {
		return nil, fmt.Errorf("modbus: exception %d", head[8])
	}
	body := make([]byte, head[8])
	if _, err := io.ReadFull(m.c, body); err != nil {
		return nil, err
	}
	out := make([]uint16, len(body)/2)
	for i := range out {
		out[i] = binary.BigEndian.Uint16(body[2*i:])
	}
	return out, nil
}
