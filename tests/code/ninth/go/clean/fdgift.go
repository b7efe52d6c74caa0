package gift

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
)

// Giver passes accepted connections to the sandbox process over a unix socket.
type Giver struct {
	to *net.UnixConn
}

func NewGiver(path string) (*Giver, error) {
	c, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, err
	}
	return &Giver{to: c}, nil
}

func (g *Giver) Close() error { return g.to.Close() }

// dup returns the descriptor behind c as a file of its own.
func dup(c net.Conn) (*os.File, error) {
	type filer interface{ File() (*os.File, error) }
	f, ok := c.(filer)
	if !ok {
		return nil, fmt.Errorf("gift: %T has no descriptor", c)
	}
	return f.File()
}

// Give consumes c, with or without error.
func (g *Giver) Give(c net.Conn, tenant string) error {
	defer c.Close()
	f, err := dup(c)
	if err != nil {
		return err
	}
	defer f.Close()

	oob := syscall.UnixRights(int(f.Fd()))
	g.to.SetWriteDeadline(time.Now().Add(time.Second))
	n, oobn, err := g.to.WriteMsgUnix([]byte(tenant+"\n"), oob, nil)
	if err != nil {
		return fmt.Errorf("gift for %s: %w", tenant, err)
	}
	if n != len(tenant)+1 || oobn != len(oob) {
		return errors.New("gift: short message")
	}
	return nil
}

// Loop gives away all that ln brings.
func (g *Giver) Loop(ln net.Listener, tenantOf func(net.Addr) string) error {
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		if err := g.Give(c, tenantOf(c.RemoteAddr())); err != nil {
			return err
		}
	}
}
