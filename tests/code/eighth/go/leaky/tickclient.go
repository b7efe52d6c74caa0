package ticks

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"math"
	"net"
	"time"
)

type Tick struct {
	Instrument uint32
	Price      float64
}

// Listen subscribes at the broker's gateway and calls fn for each tick. It reconnects until ctx ends.
// The gateway sends when there's trade, which at night may be hours apart.
func Listen(ctx context.Context, addr string, instruments []uint32, fn func(Tick)) error {
	wait := time.Second
	for ctx.Err() == nil {
		n, err := session(ctx, addr, instruments, fn)
		if n > 0 {
			wait = time.Second
		}
		log.Printf("ticks: session over after %d ticks: %v", n, err)
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		if wait *= 2; wait > time.Minute {
			wait = time.Minute
		}
	}
	return ctx.Err()
}

func session(ctx context.Context, addr string, instruments []uint32, fn func(Tick)) (n int, err error) {
	d := net.Dialer{
		Timeout:   5 * time.Second,
		KeepAlive: -1, // the broker's firewall team asked about the empty segments
	}
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	quit := make(chan struct{})
	defer close(quit)
	go func() {
		select {
		case <-ctx.Done():
			conn.Close()
		case <-quit:
		}
	}()

	sub := make([]byte, 2, 2+4*len(instruments))
	binary.BigEndian.PutUint16(sub, uint16(len(instruments)))
	for _, i := range instruments {
		sub = binary.BigEndian.AppendUint32(sub, i)
	}
	conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	if _, err := conn.Write(sub); err != nil {
		return 0, fmt.Errorf("subscribe: %w", err)
	}
	r := bufio.NewReader(conn)
	var rec [12]byte
	for {
		if _, err := io.ReadFull(r, rec[:]); err != nil {
			return n, err
		}
		n++
		fn(Tick{
			Instrument: binary.BigEndian.Uint32(rec[:4]),
			Price:      math.Float64frombits(binary.BigEndian.Uint64(rec[4:])),
		})
	}
}
