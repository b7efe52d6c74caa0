package plc

import (
	"io"
	"net"
	"time"
)

type PLC struct{ c net.Conn }

func Dial(addr string) (*PLC, error) {
	d := net.Dialer{Timeout: 3 * time.Second, KeepAlive: -1} // expect: idle-timeout-drop
	c, err := d.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &PLC{c}, nil
}

func (p *PLC) Close() error { return p.c.Close() }

func (p *PLC) Read(reg uint16, out []byte) error {
	if _, err := p.c.Write([]byte{byte(reg >> 8), byte(reg)}); err != nil {
		return err
	}
	_, err := io.ReadFull(p.c, out)
	return err
}
