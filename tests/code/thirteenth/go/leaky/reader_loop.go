package tacho

import (
	"encoding/binary"
	"errors"
	"io"
	"log"
	"net"
	"time"
)

// Downloads of digital tachographs. The unit keeps one connection for its whole trip.

type frame struct {
	Kind uint16
	Len  uint16
}

type sink interface {
	Put(unit string, kind uint16, b []byte) error
}

func handle(c net.Conn, out sink) {
	unit := c.RemoteAddr().String()
	buf := make([]byte, 1<<16)
	for {
		c.SetReadDeadline(time.Now().Add(10 * time.Minute))
		var f frame
		if err := binary.Read(c, binary.BigEndian, &f); err != nil {
			if errors.Is(err, io.EOF) {
				log.Printf("%s: trip ended", unit)
				return
			}
			log.Printf("%s: header: %v", unit, err)
			c.Close()
			return
		}
		if _, err := io.ReadFull(c, buf[:f.Len]); err != nil {
			log.Printf("%s: body: %v", unit, err)
			c.Close()
			return
		}
		if err := out.Put(unit, f.Kind, buf[:f.Len]); err != nil {
			log.Printf("%s: store: %v", unit, err)
			c.Close()
			return
		}
	}
}

func Run(ln net.Listener, out sink) {
	for {
		c, err := ln.Accept()
		if err != nil {
			log.Printf("accept: %v", err)
			time.Sleep(100 * time.Millisecond)
			continue
		}
		go handle(c, out)
	}
}
