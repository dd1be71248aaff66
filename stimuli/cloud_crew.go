package stimuli

import (
	"runtime"
	"sync"
	"sync/atomic"

	"striate/fourier"
)

// How many columns, or rows, of a transform are one task: registers of sixteen.
const (
	columnsAtOnce = 32
	rowsAtOnce    = 32
)

// cloudCore is what one core needs to itself.
type cloudCore struct {
	noise  []float32
	alongY *fourier.Plan[float32]
	alongX *fourier.Real[float32]
	z      []float32 // [rowsAtOnce][w]
	run    func()    // its share of the tasks, a value so that starting it allocates nothing
}

// cloudCrew shares tasks out among cores. Every task writes only what is its
// own, so which core does it changes nothing. Helpers live for one round of
// tasks: a movie is left behind, not closed.
type cloudCrew struct {
	movie *cloudMovie
	cores []*cloudCore
	task  func(m *cloudMovie, i int, k *cloudCore)
	next  atomic.Int64
	tasks int64
	done  sync.WaitGroup
}

// small is the canvas, in pixels, below which a frame takes too little time to
// be shared out.
const small = 1 << 17

func (c *cloudCrew) init(m *cloudMovie) {
	c.movie = m
	c.core(0)
}

// core is that of the number, made when it is first needed.
func (c *cloudCrew) core(i int) *cloudCore {
	for len(c.cores) <= i {
		k := &cloudCore{noise: make([]float32, tilesAtOnce*stateTile), z: make([]float32, rowsAtOnce*c.movie.w)}
		if len(c.cores) == 0 {
			k.alongY, k.alongX = fourier.NewPlan[float32](c.movie.h), fourier.NewReal[float32](c.movie.w)
		} else {
			k.alongY, k.alongX = c.cores[0].alongY.Clone(), c.cores[0].alongX.Clone()
		}
		k.run = func() {
			c.work(k)
			c.done.Done()
		}
		c.cores = append(c.cores, k)
	}
	return c.cores[i]
}

// do does tasks 0 to tasks-1.
func (c *cloudCrew) do(tasks int, task func(m *cloudMovie, i int, k *cloudCore)) {
	c.task, c.tasks = task, int64(tasks)
	c.next.Store(0)
	if c.movie.w*c.movie.h >= small {
		helpers := min(runtime.GOMAXPROCS(0), maxCloudCores) - 1
		c.done.Add(helpers)
		for i := range helpers {
			go c.core(i + 1).run()
		}
	}
	c.work(c.cores[0])
	c.done.Wait()
}

// maxCloudCores that work on one movie.
const maxCloudCores = 16

// work does what is left of the tasks, some at a time.
func (c *cloudCrew) work(k *cloudCore) {
	taken := max(1, c.tasks/64)
	for {
		from := c.next.Add(taken) - taken
		if from >= c.tasks {
			return
		}
		for i := from; i < min(from+taken, c.tasks); i++ {
			c.task(c.movie, int(i), k)
		}
	}
}
