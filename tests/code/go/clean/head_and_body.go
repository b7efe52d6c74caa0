package feed

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"time"
)

type Frame struct {
	Kind uint8
	Body []byte
}

// Pump sends frames: a header and a body each.
func Pump(conn net.Conn, frames <-chan Frame) error {
	defer conn.Close()
	for f := range frames {
		var head [5]byte
		head[0] = f.Kind
		binary.BigEndian.PutUint32(head[1:], uint32(len(f.Body)))
		conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
		if _, err := conn.Write(head[:]); err != nil {
			return err
		}
		if _, err := conn.Write(f.Body); err != nil {
			return err
		}
	}
	return nil
}

// Groups: a line for the group, then its lines as they come.
func Groups(conn net.Conn, groups map[string][]string) error {
	defer conn.Close()
	for name, lines := range groups {
		if _, err := fmt.Fprintf(conn, "GROUP %s\n", name); err != nil {
			return err
		}
		for _, l := range lines {
			if _, err := fmt.Fprintf(conn, "%s\n", l); err != nil {
				return err
			}
		}
	}
	_, err := io.WriteString(conn, "END\n")
	return err
}
