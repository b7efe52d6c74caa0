package ctl

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"time"
)

const protoVersion = 3

type Session struct {
	c     *net.TCPConn
	Token [16]byte
}

func Open(addr string) (s *Session, err error) {
	nc, err := net.DialTimeout("tcp", addr, 4*time.Second)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			nc.Close()
		}
	}()

	nc.SetDeadline(time.Now().Add(4 * time.Second))
	if err = binary.Write(nc, binary.BigEndian, uint32(protoVersion)); err != nil {
		return nil, err
	}
	var v uint32
	if err = binary.Read(nc, binary.BigEndian, &v); err != nil {
		return nil, err
	}
	if v != protoVersion {
		return nil, fmt.Errorf("ctl: peer speaks version %d", v)
	}
	s = &Session{c: nc.(*net.TCPConn)}
	if _, err = io.ReadFull(nc, s.Token[:]); err != nil {
		return nil, err
	}
	nc.SetDeadline(time.Time{})
	return s, nil
}

func (s *Session) Close() error { return s.c.Close() }
