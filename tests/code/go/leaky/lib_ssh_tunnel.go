package tunnel

import (
	"io"
	"log"
	"net"

	"golang.org/x/crypto/ssh"
)

func Forward(client *ssh.Client, local net.Listener, remote string) {
	for {
		lc, err := local.Accept()
		if err != nil {
			return
		}
		rc, err := client.Dial("tcp", remote)
		if err != nil {
			log.Printf("remote %s: %v", remote, err)
			continue // expect: close-wait-leak
		}
		go func() {
			defer lc.Close()
			defer rc.Close()
			go io.Copy(rc, lc)
			io.Copy(lc, rc)
		}()
	}
}
