package feed

import (
	"bufio"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Raw hands the connection of an upgraded request to the feed writer.
type Raw struct {
	Authorize func(*http.Request) bool
	Copy      func(w io.Writer) error
}

func (f *Raw) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !f.Authorize(r) {
		http.Error(w, "who are you", http.StatusForbidden)
		return
	}
	hj, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "cannot upgrade", http.StatusInternalServerError)
		return
	}
	conn, rw, err := hj.Hijack()
	if err != nil {
		log.Printf("feed: %v", err)
		return
	}
	defer conn.Close()
	conn.SetDeadline(time.Time{})

	if _, err := rw.WriteString("HTTP/1.1 101 Switching Protocols\r\nUpgrade: feed\r\nConnection: Upgrade\r\n\r\n"); err != nil {
		return
	}
	if err := rw.Flush(); err != nil {
		return
	}
	go watch(conn, rw.Reader)
	if err := f.Copy(&timed{conn}); err != nil {
		log.Printf("feed %s: %v", conn.RemoteAddr(), err)
	}
}

// watch reads away what the client says and ends the feed when it hangs up.
func watch(c net.Conn, r *bufio.Reader) {
	io.Copy(io.Discard, r)
	c.Close()
}

type timed struct{ c net.Conn }

func (t *timed) Write(b []byte) (int, error) {
	t.c.SetWriteDeadline(time.Now().Add(10 * time.Second))
	return t.c.Write(b)
}
