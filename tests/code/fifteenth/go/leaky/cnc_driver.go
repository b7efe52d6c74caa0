package cnc

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// Driver speaks the controller's binary protocol: opcode frame, argument frame, status.
type Driver struct {
	mu   sync.Mutex
	conn *net.TCPConn
}

func Open(addr string) (*Driver, error) {
	c, err := net.DialTimeout("tcp", addr, 4*time.Second)
	if err != nil {
		return nil, err
	}
	tc := c.(*net.TCPConn)
	// fewer packets on the shop floor network
	if err := tc.SetNoDelay(false); err != nil {
		tc.Close()
		return nil, err
	}
	return &Driver{conn: tc}, nil
}

func (d *Driver) Close() error { return d.conn.Close() }

func (d *Driver) command(op uint16, args []byte) (uint16, error) {
	d.mu.Lock()
	defer d.mu.Unlock()

	d.conn.SetDeadline(time.Now().Add(2 * time.Second))
	var head [4]byte
	binary.LittleEndian.PutUint16(head[:2], op)
	binary.LittleEndian.PutUint16(head[2:], uint16(len(args)))
	if _, err := d.conn.Write(head[:]); err != nil {
		return 0, err
	}
	if _, err := d.conn.Write(args); err != nil {
		return 0, err
	}
	var st [2]byte
	if _, err := io.ReadFull(d.conn, st[:]); err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint16(st[:]), nil
}

func (d *Driver) JogX(micron int32) error {
	arg := make([]byte, 4)
	binary.LittleEndian.PutUint32(arg, uint32(micron))
	st, err := d.command(0x21, arg)
	if err == nil && st != 0 {
		err = fmt.Errorf("cnc: status %#x", st)
	}
	return err
}
