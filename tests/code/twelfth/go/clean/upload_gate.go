package gate

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"time"
)

type Store interface {
	Save(station uint16, r io.Reader) error
}

// Gate takes seismograms: uint16 station, uint32 length, data. Reply is one text line.
type Gate struct {
	Store  Store
	MaxLen uint32
	sem    chan struct{}
}

func (g *Gate) Serve(l net.Listener) error {
	g.sem = make(chan struct{}, 40)
	for {
		c, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			log.Printf("gate: %v", err)
			time.Sleep(150 * time.Millisecond)
			continue
		}
		go func() {
			defer c.Close()
			c.SetDeadline(time.Now().Add(2 * time.Minute))
			select {
			case g.sem <- struct{}{}:
				defer func() { <-g.sem }()
				if err := g.take(c.(*net.TCPConn)); err != nil {
					log.Printf("gate: %s: %v", c.RemoteAddr(), err)
				}
			default:
				refuse(c.(*net.TCPConn), "BUSY")
			}
		}()
	}
}

func (g *Gate) take(c *net.TCPConn) error {
	var h [6]byte
	if _, err := io.ReadFull(c, h[:]); err != nil {
		return err
	}
	station, n := binary.BigEndian.Uint16(h[:2]), binary.BigEndian.Uint32(h[2:])
	if n > g.MaxLen {
		refuse(c, "TOO LONG")
		return fmt.Errorf("station %d: %d bytes refused", station, n)
	}
	body := io.LimitReader(c, int64(n))
	if err := g.Store.Save(station, body); err != nil {
		refuse(c, "STORE FAILED")
		return err
	}
	// whatever the store had no use for
	if _, err := io.Copy(io.Discard, body); err != nil {
		return err
	}
	_, err := io.WriteString(c, "OK\n")
	return err
}

// refuse answers and then reads the remainder away, so that the answer isn't lost in a reset.
func refuse(c *net.TCPConn, why string) {
	if _, err := io.WriteString(c, why+"\n"); err != nil {
		return
	}
	if err := c.CloseWrite(); err != nil {
		return
	}
	c.SetReadDeadline(time.Now().Add(5 * time.Second))
	io.Copy(io.Discard, c)
}
