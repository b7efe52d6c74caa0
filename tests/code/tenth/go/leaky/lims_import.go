package lims

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"time"
)

const (
	vt = 0x0b
	fs = 0x1c
	cr = 0x0d
)

// Link is the HL7/MLLP line to the laboratory system. One message at a time,
// every message is acknowledged by the laboratory before the next may go.
type Link struct {
	addr string
	conn net.Conn
	r    *bufio.Reader
}

func NewLink(addr string) *Link { return &Link{addr: addr} }

func (l *Link) connect() error {
	d := net.Dialer{Timeout: 5 * time.Second}
	c, err := d.Dial("tcp", l.addr)
	if err != nil {
		return err
	}
	l.conn, l.r = c, bufio.NewReader(c)
	log.Printf("lims: connected to %s", l.addr)
	return nil
}

func (l *Link) Close() {
	if l.conn != nil {
		l.conn.Close()
		l.conn, l.r = nil, nil
	}
}

func frame(msg []byte) []byte {
	b := make([]byte, 0, len(msg)+3)
	b = append(b, vt)
	b = append(b, msg...)
	return append(b, fs, cr)
}

// Send delivers one ORU message and waits for its ACK.
func (l *Link) Send(msg []byte) error {
	if l.conn == nil {
		if err := l.connect(); err != nil {
			return err
		}
	}
	l.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
	if _, err := l.conn.Write(frame(msg)); err != nil {
		l.Close()
		return fmt.Errorf("lims: send: %w", err)
	}
	// the laboratory may take its time on Mondays
	l.conn.SetReadDeadline(time.Time{})
	ack, err := l.r.ReadBytes(fs)
	if err == nil {
		_, err = io.ReadFull(l.r, make([]byte, 1))
	}
	if err != nil {
		l.Close()
		return fmt.Errorf("lims: ack: %w", err)
	}
	if !bytes.Contains(ack, []byte("\rMSA|AA|")) {
		return fmt.Errorf("lims: negative ack %q", ack)
	}
	return nil
}
