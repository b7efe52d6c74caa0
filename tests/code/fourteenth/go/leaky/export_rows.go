package export

import (
	"fmt"
	"io"
	"net"
	"time"
)

type Record struct {
	ID     int64
	Fields []string
	Price  float64
}

type Source interface {
	Next() (Record, error) // io.EOF at the end
}

// Stream answers one "DUMP" connection of the warehouse loader.
func Stream(conn net.Conn, src Source) error {
	defer conn.Close()
	rows := 0
	for {
		rec, err := src.Next()
		if err == io.EOF {
			_, err = fmt.Fprintf(conn, "#%d\n", rows)
			return err
		}
		if err != nil {
			return err
		}
		if err := conn.SetWriteDeadline(time.Now().Add(30 * time.Second)); err != nil {
			return err
		}
		if _, err := fmt.Fprint(conn, rec.ID); err != nil {
			return err
		}
		for _, f := range rec.Fields {
			if _, err := fmt.Fprintf(conn, ";%q", f); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintf(conn, ";%.2f\n", rec.Price); err != nil {
			return err
		}
		rows++
	}
}
