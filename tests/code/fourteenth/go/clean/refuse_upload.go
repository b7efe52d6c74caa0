package intake

import (
	"bufio"
	"io"
	"log"
	"net"
	"strings"
	"sync/atomic"
	"time"
)

// Intake takes document scans from branch scanners: "SCAN <name>\n" and then
// the bytes up to end of stream.
type Intake struct {
	Max   int32
	Store func(name string, r io.Reader) error
	busy  atomic.Int32
}

func (in *Intake) Handle(c *net.TCPConn) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Minute))
	if in.busy.Add(1) > in.Max {
		in.busy.Add(-1)
		in.sayNo(c, "BUSY")
		return
	}
	defer in.busy.Add(-1)

	r := bufio.NewReader(c)
	head, err := r.ReadString('\n')
	if err != nil {
		log.Printf("intake %v: %v", c.RemoteAddr(), err)
		return
	}
	name, ok := strings.CutPrefix(strings.TrimSpace(head), "SCAN ")
	if !ok || strings.ContainsAny(name, "/\\") {
		in.sayNo(c, "BADNAME")
		return
	}
	if err := in.Store(name, r); err != nil {
		log.Printf("intake %s: %v", name, err)
		in.sayNo(c, "FAILED")
		return
	}
	io.WriteString(c, "STORED\n")
}

// sayNo answers and swallows what is still on its way, so that the answer
// is not lost to a reset. Bounded in bytes and time.
func (in *Intake) sayNo(c *net.TCPConn, why string) {
	c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(c, why+"\n"); err != nil {
		return
	}
	if err := c.CloseWrite(); err != nil {
		return
	}
	io.Copy(io.Discard, io.LimitReader(c, 64<<20))
}
