package metergw

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net"
	"time"
)

const magic = 0x4d54

type header struct {
	Magic uint16
	Len   uint16
	Meter uint32
}

// Handle serves one concentrator: framed readings in, one status byte out per frame.
func Handle(conn net.Conn, store func(meter uint32, b []byte) error) {
	defer conn.Close()
	if err := serve(conn, store); err != nil && err != io.EOF {
		log.Printf("concentrator %s: %v", conn.RemoteAddr(), err)
	}
}

func serve(conn net.Conn, store func(uint32, []byte) error) error {
	r := bufio.NewReaderSize(conn, 16<<10)
	for {
		conn.SetDeadline(time.Now().Add(3 * time.Minute))
		var h header
		if err := binary.Read(r, binary.BigEndian, &h); err != nil {
			return err
		}
		if h.Magic != magic {
			return fmt.Errorf("out of step, got %#x", h.Magic)
		}
		body := make([]byte, h.Len)
		if _, err := io.ReadFull(r, body); err != nil {
			return err
		}
		status := []byte{0}
		if err := store(h.Meter, body); err != nil {
			log.Printf("meter %d: %v", h.Meter, err)
			status[0] = 1
		}
		if _, err := conn.Write(status); err != nil {
			return err
		}
	}
}
