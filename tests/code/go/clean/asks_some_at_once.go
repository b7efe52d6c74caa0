package fleet

import (
	"bufio"
	"fmt"
	"net"
	"sync"
	"time"
)

const depot = "depot.example:5300"

func dialMileage(truck string) (string, error) {
	c, err := net.DialTimeout("tcp", depot, 5*time.Second)
	if err != nil {
		return "", err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprintf(c, "km %s\n", truck)
	return bufio.NewReader(c).ReadString('\n')
}

func All(trucks []string, show func(string)) {
	var all sync.WaitGroup
	turn := make(chan bool, 30)
	for _, truck := range trucks {
		turn <- true
		all.Add(1)
		go func(truck string) {
			defer func() { <-turn; all.Done() }()
			if km, err := dialMileage(truck); err == nil {
				show(km)
			}
		}(truck)
	}
	all.Wait()
}
