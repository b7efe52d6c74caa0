package modbus

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// Master polls the inverters of a solar park over Modbus/TCP.
type Master struct {
	mu   sync.Mutex
	conn *net.TCPConn
	tid  uint16
}

func Dial(addr string) (*Master, error) {
	d := net.Dialer{Timeout: 3 * time.Second}
	c, err := d.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	tc := c.(*net.TCPConn)
	// fewer packets on the LTE link
	if err := tc.SetNoDelay(false); err != nil {
		tc.Close()
		return nil, err
	}
	return &Master{conn: tc}, nil
}

func (m *Master) Close() error { return m.conn.Close() }

// Read returns qty holding registers. A failed Master must be closed by the caller.
func (m *Master) Read(unit byte, reg, qty uint16) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tid++
	m.conn.SetDeadline(time.Now().Add(2 * time.Second))

	mbap := make([]byte, 7)
	binary.BigEndian.PutUint16(mbap, m.tid)
	binary.BigEndian.PutUint16(mbap[4:], 6)
	mbap[6] = unit
	if _, err := m.conn.Write(mbap); err != nil {
		return nil, err
	}
	pdu := make([]byte, 5)
	pdu[0] = 3
	binary.BigEndian.PutUint16(pdu[1:], reg)
	binary.BigEndian.PutUint16(pdu[3:], qty)
	if _, err := m.conn.Write(pdu); err != nil {
		return nil, err
	}

	head := make([]byte, 9)
	if _, err := io.ReadFull(m.conn, head); err != nil {
		return nil, err
	}
	if binary.BigEndian.Uint16(head) != m.tid || head[7] != 3 {
		return nil, errors.New("modbus: exception or stray answer")
	}
	data := make([]byte, head[8])
	_, err := io.ReadFull(m.conn, data)
	return data, err
}
