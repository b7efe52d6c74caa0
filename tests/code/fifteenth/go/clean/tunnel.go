package tunnel

import (
	"io"
	"log"
	"net"
	"sync"
	"time"
)

// Join connects an accepted client with the branch office and returns when both
// directions are finished. It owns client.
func Join(client *net.TCPConn, office string) {
	defer client.Close()

	c, err := net.DialTimeout("tcp", office, 7*time.Second)
	if err != nil {
		log.Printf("tunnel to %s: %v", office, err)
		return
	}
	remote := c.(*net.TCPConn)
	defer remote.Close()

	client.SetKeepAlivePeriod(45 * time.Second)
	remote.SetKeepAlivePeriod(45 * time.Second)

	var wg sync.WaitGroup
	pipe := func(dst, src *net.TCPConn) {
		defer wg.Done()
		if _, err := io.Copy(dst, src); err != nil {
			log.Printf("tunnel %s: %v", office, err)
			// a broken side ends the whole tunnel
			dst.Close()
			src.Close()
			return
		}
		dst.CloseWrite()
	}
	wg.Add(2)
	go pipe(remote, client)
	go pipe(client, remote)
	wg.Wait()
}
