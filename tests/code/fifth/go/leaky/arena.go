package arena

import (
	"encoding/binary"
	"io"
	"log"
	"net"
	"time"
)

// Arena fight server: 20 Hz input from each client, one state frame back per input.

type input struct {
	Seq  uint32
	Keys uint16
	Yaw  int16
}

type World interface {
	Step(player int, in input) []byte
	Remove(player int)
}

func Listen(addr string, w World) error {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	defer ln.Close()
	for id := 1; ; id++ {
		c, err := ln.Accept()
		if err != nil {
			if ne, ok := err.(interface{ Temporary() bool }); ok && ne.Temporary() {
				time.Sleep(20 * time.Millisecond)
				continue
			}
			return err
		}
		go fight(c.(*net.TCPConn), id, w)
	}
}

func fight(c *net.TCPConn, id int, w World) {
	defer w.Remove(id)
	defer c.Close()
	if err := c.SetNoDelay(false); err != nil { // fewer packets on the wire
		log.Print(err)
		return
	}
	var (
		raw [8]byte
		hdr [6]byte
	)
	for {
		c.SetReadDeadline(time.Now().Add(15 * time.Second))
		if _, err := io.ReadFull(c, raw[:]); err != nil {
			log.Printf("player %d: %v", id, err)
			return
		}
		in := input{
			Seq:  binary.LittleEndian.Uint32(raw[0:]),
			Keys: binary.LittleEndian.Uint16(raw[4:]),
			Yaw:  int16(binary.LittleEndian.Uint16(raw[6:])),
		}
		state := w.Step(id, in)
		binary.LittleEndian.PutUint32(hdr[0:], in.Seq)
		binary.LittleEndian.PutUint16(hdr[4:], uint16(len(state)))
		c.SetWriteDeadline(time.Now().Add(5 * time.Second))
		if _, err := c.Write(hdr[:]); err != nil {
			return
		}
		if _, err := c.Write(state); err != nil {
			return
		}
	}
}
