package modbus

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"time"
)

type Master struct {
	conn *net.TCPConn
	tid  uint16
}

func Connect(addr string) (*Master, error) {
	c, err := net.DialTimeout("tcp", addr, 3*time.Second)
	if err != nil {
		return nil, err
	}
	t := c.(*net.TCPConn)
	t.SetNoDelay(false)
	return &Master{conn: t}, nil
}

func (m *Master) Close() error { return m.conn.Close() }

// ReadHolding reads n holding registers. After an error the master is to be closed.
func (m *Master) ReadHolding(unit byte, start, n uint16) ([]uint16, error) {
	m.tid++
	m.conn.SetDeadline(time.Now().Add(2 * time.Second))

	mbap := make([]byte, 7)
	binary.BigEndian.PutUint16(mbap[0:], m.tid)
	binary.BigEndian.PutUint16(mbap[4:], 6)
	mbap[6] = unit
	if _, err := m.conn.Write(mbap); err != nil {
		return nil, err
	}
	pdu := []byte{3, byte(start >> 8), byte(start), byte(n >> 8), byte(n)}
	if _, err := m.conn.Write(pdu); err != nil {
		return nil, err
	}

	if _, err := io.ReadFull(m.conn, mbap); err != nil {
		return nil, err
	}
	if binary.BigEndian.Uint16(mbap) != m.tid {
		return nil, errors.New("modbus: transaction id differs")
	}
	body := make([]byte, binary.BigEndian.Uint16(mbap[4:])-1)
	if _, err := io.ReadFull(m.conn, body); err != nil {
		return nil, err
	}
	if len(body) < 2+2*int(n) || body[0] != 3 {
		return nil, errors.New("modbus: exception or short answer")
	}
	out := make([]uint16, n)
	for i := range out {
		out[i] = binary.BigEndian.Uint16(body[2+2*i:])
	}
	return out, nil
}
