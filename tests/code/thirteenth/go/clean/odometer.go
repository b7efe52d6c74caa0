package odometer

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

const maxRecord = 4096

type Store interface {
	Append(vin string, rec []byte) error
}

// Session reads the record stream of one car. It owns c.
func Session(c net.Conn, st Store) error {
	defer c.Close()

	var vin [17]byte
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	if _, err := io.ReadFull(c, vin[:]); err != nil {
		return fmt.Errorf("vin: %w", err)
	}

	buf := make([]byte, maxRecord)
	for count := 0; ; count++ {
		if err := c.SetDeadline(time.Now().Add(5 * time.Minute)); err != nil {
			return err
		}
		var n uint16
		err := binary.Read(c, binary.LittleEndian, &n)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: record %d: %w", vin, count, err)
		}
		if n > maxRecord {
			return fmt.Errorf("%s: record %d has %d bytes", vin, count, n)
		}
		if _, err := io.ReadFull(c, buf[:n]); err != nil {
			return fmt.Errorf("%s: record %d: %w", vin, count, err)
		}
		if err := st.Append(string(vin[:]), buf[:n]); err != nil {
			return err
		}
		if _, err := c.Write([]byte{0x06}); err != nil {
			return err
		}
	}
}
