package export

import (
	"fmt"
	"net"
	"strconv"
	"time"
)

type Reading struct {
	Meter string
	At    time.Time
	KWh   float64
	Phase [3]float64
}

// Push streams the readings of one day (about 1.2 million) to the settlement system.
func Push(addr string, day []Reading) (err error) {
	conn, err := net.DialTimeout("tcp", addr, 10*time.Second)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := conn.Close(); err == nil {
			err = cerr
		}
	}()

	put := func(s string) {
		if err == nil {
			_, err = conn.Write([]byte(s))
		}
	}
	for i, r := range day {
		if i%10000 == 0 {
			conn.SetWriteDeadline(time.Now().Add(2 * time.Minute))
		}
		put(r.Meter)
		put(";")
		put(strconv.FormatInt(r.At.Unix(), 10))
		put(";")
		put(strconv.FormatFloat(r.KWh, 'f', 3, 64))
		for _, p := range r.Phase {
			put(";")
			put(strconv.FormatFloat(p, 'f', 1, 64))
		}
		put("\n")
		if err != nil {
			return fmt.Errorf("reading %d: %w", i, err)
		}
	}
	return nil
}
