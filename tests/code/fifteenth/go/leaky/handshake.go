package agentgw

import (
	"encoding/binary"
	"errors"
	"io"
	"log"
	"net"
	"time"
)

const protoVersion = 4

type hello struct {
	Version uint16
	Tenant  uint32
	Flags   uint16
}

type Session interface {
	// Run works off the session and closes the connection at its end.
	Run()
}

type Gateway struct {
	NewSession func(tenant uint32, c net.Conn) Session
}

func (g *Gateway) handle(conn net.Conn) {
	conn.SetDeadline(time.Now().Add(5 * time.Second))

	var h hello
	if err := binary.Read(conn, binary.BigEndian, &h); err != nil {
		if !errors.Is(err, io.EOF) {
			log.Printf("agentgw: hello from %s: %v", conn.RemoteAddr(), err)
		}
		conn.Close()
		return
	}

	if h.Version != protoVersion {
		log.Printf("agentgw: %s speaks v%d, want v%d", conn.RemoteAddr(), h.Version, protoVersion)
		binary.Write(conn, binary.BigEndian, uint16(protoVersion))
		return
	}

	if err := binary.Write(conn, binary.BigEndian, uint16(0)); err != nil {
		conn.Close()
		return
	}
	conn.SetDeadline(time.Time{})
	g.NewSession(h.Tenant, conn).Run()
}

func (g *Gateway) Serve(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			if ne, ok := err.(net.Error); ok && ne.Timeout() {
				continue
			}
			return err
		}
		go g.handle(conn)
	}
}
