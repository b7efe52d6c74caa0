package catalog

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"net"
	"strconv"
	"time"
)

type Item struct {
	EAN   string
	Title string
	Cents int
}

// deadlineConn moves the write deadline along with the transfer.
type deadlineConn struct {
	net.Conn
	per time.Duration
}

func (d deadlineConn) Write(p []byte) (int, error) {
	if err := d.Conn.SetWriteDeadline(time.Now().Add(d.per)); err != nil {
		return 0, err
	}
	return d.Conn.Write(p)
}

// Dump sends the whole catalog as CSV to a store server.
func Dump(addr string, items func(yield func(Item) error) error) (err error) {
	raw, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := raw.Close(); err == nil {
			err = cerr
		}
	}()
	bw := bufio.NewWriterSize(deadlineConn{raw, 20 * time.Second}, 64<<10)
	cw := csv.NewWriter(bw)
	n := 0
	err = items(func(it Item) error {
		n++
		return cw.Write([]string{it.EAN, it.Title, strconv.Itoa(it.Cents)})
	})
	if err != nil {
		return fmt.Errorf("catalog: item %d: %w", n, err)
	}
	cw.Flush()
	if err = cw.Error(); err != nil {
		return err
	}
	return bw.Flush()
}
