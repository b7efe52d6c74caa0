package standby

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"
)

const segment = 16 << 20

type Receiver struct {
	Dir     string
	Primary string // other continent, 180 ms
}

func (r *Receiver) Receive(start uint64) (uint64, error) {
	c, err := net.DialTimeout("tcp", r.Primary, 10*time.Second)
	if err != nil {
		return start, err
	}
	defer c.Close()
	tc := c.(*net.TCPConn)
	tc.SetKeepAlivePeriod(30 * time.Second)
	if err := tc.SetReadBuffer(8 * 1024); err != nil {
		return start, err
	}
	if _, err := fmt.Fprintf(c, "START %d\n", start); err != nil {
		return start, err
	}
	for {
		c.SetReadDeadline(time.Now().Add(2 * time.Minute))
		if err := r.one(c, start); err != nil {
			return start, err
		}
		start++
	}
}

func (r *Receiver) one(c net.Conn, no uint64) error {
	tmp := filepath.Join(r.Dir, "incoming")
	f, err := os.Create(tmp)
	if err != nil {
		return err
	}
	if _, err := io.CopyN(f, c, segment); err != nil {
		f.Close()
		return err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(tmp, filepath.Join(r.Dir, fmt.Sprintf("%016x", no)))
}
