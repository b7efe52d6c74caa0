package ingest

import (
	"encoding/binary"
	"errors"
	"io"
	"log"
	"net"
	"time"
)

type Sink interface {
	Put(meter uint32, kwh uint64) error
}

type Collector struct {
	sink Sink
	stop chan struct{}
}

func NewCollector(s Sink) *Collector {
	return &Collector{sink: s, stop: make(chan struct{})}
}

func (c *Collector) Stop() { close(c.stop) }

// Serve is called once per concentrator.  A concentrator stays connected for
// weeks and pushes a 12 byte record per meter.
func (c *Collector) Serve(conn net.Conn) {
	rec := make([]byte, 12)
	for {
		select {
		case <-c.stop:
			conn.Close()
			return
		default:
		}

		conn.SetReadDeadline(time.Now().Add(20 * time.Minute))
		_, err := io.ReadFull(conn, rec)
		var ne net.Error
		switch {
		case err == nil:
			meter := binary.BigEndian.Uint32(rec[:4])
			kwh := binary.BigEndian.Uint64(rec[4:])
			if err := c.sink.Put(meter, kwh); err != nil {
				log.Printf("sink: meter %d: %v", meter, err)
			}
		case errors.Is(err, io.EOF):
			log.Printf("concentrator %s finished its upload", conn.RemoteAddr())
			return
		case errors.As(err, &ne) && ne.Timeout():
			log.Printf("concentrator %s silent, hanging up", conn.RemoteAddr())
			conn.Close()
			return
		default:
			log.Printf("concentrator %s: %v", conn.RemoteAddr(), err)
			conn.Close()
			return
		}
	}
}
