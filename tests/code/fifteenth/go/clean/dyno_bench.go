package dyno

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"time"
)

// Bench drives the engine test bench; one frame per flush, then the reply.
type Bench struct {
	c net.Conn
	w *bufio.Writer
	r *bufio.Reader
}

func Connect(addr string) (*Bench, error) {
	c, err := net.DialTimeout("tcp", addr, 2*time.Second)
	if err != nil {
		return nil, err
	}
	b := &Bench{c: c, w: bufio.NewWriter(c), r: bufio.NewReader(c)}
	if _, err := b.roundTrip(0x00, nil); err != nil {
		c.Close()
		return nil, fmt.Errorf("dyno: greeting: %w", err)
	}
	return b, nil
}

func (b *Bench) Close() error { return b.c.Close() }

func (b *Bench) roundTrip(op byte, fields []uint32) (uint32, error) {
	b.c.SetDeadline(time.Now().Add(1500 * time.Millisecond))
	b.w.WriteByte(op)
	b.w.WriteByte(byte(len(fields)))
	for _, f := range fields {
		binary.Write(b.w, binary.LittleEndian, f)
	}
	if err := b.w.Flush(); err != nil {
		return 0, err
	}
	var ans [4]byte
	if _, err := io.ReadFull(b.r, ans[:]); err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint32(ans[:]), nil
}

// Ramp goes to rpm within ms milliseconds and returns the measured torque in mNm.
func (b *Bench) Ramp(rpm, ms uint32) (uint32, error) {
	return b.roundTrip(0x31, []uint32{rpm, ms})
}
