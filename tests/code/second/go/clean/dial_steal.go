package smtpc

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/textproto"
	"time"
)

type Session struct {
	text *textproto.Conn
}

func Connect(host string) (s *Session, err error) {
	raw, err := net.DialTimeout("tcp", net.JoinHostPort(host, "465"), 10*time.Second)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			raw.Close()
		}
	}()
	tc := tls.Client(raw, &tls.Config{ServerName: host})
	if err = tc.Handshake(); err != nil {
		return nil, fmt.Errorf("tls: %w", err)
	}
	text := textproto.NewConn(tc)
	if _, _, err = text.ReadResponse(220); err != nil {
		return nil, err
	}
	if _, err = text.Cmd("EHLO localhost"); err != nil {
		return nil, err
	}
	if _, _, err = text.ReadResponse(250); err != nil {
		return nil, err
	}
	return &Session{text: text}, nil
}

func (s *Session) Quit() error {
	s.text.Cmd("QUIT")
	return s.text.Close()
}
