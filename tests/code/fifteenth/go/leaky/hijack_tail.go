package logtail

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// Tail takes the connection over and streams a build log until the build ends.
type Tail struct {
	Dir  string
	Done func(build string) bool
}

func (t *Tail) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	hj, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "streaming not supported", http.StatusInternalServerError)
		return
	}
	build := filepath.Base(r.URL.Query().Get("build"))

	conn, rw, err := hj.Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	f, err := os.Open(filepath.Join(t.Dir, build+".log"))
	if err != nil {
		fmt.Fprintf(rw, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		rw.Flush()
		return
	}
	defer f.Close()
	defer conn.Close()

	fmt.Fprintf(rw, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n")
	in := bufio.NewReader(f)
	for {
		line, err := in.ReadString('\n')
		conn.SetWriteDeadline(time.Now().Add(30 * time.Second))
		rw.WriteString(line)
		if err == io.EOF {
			if ferr := rw.Flush(); ferr != nil || t.Done(build) {
				return
			}
			time.Sleep(500 * time.Millisecond)
			continue
		}
		if err != nil {
			return
		}
	}
}
